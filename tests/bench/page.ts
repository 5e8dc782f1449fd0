export async function page(): Promise<any> { return {figures:[],notes:[]} }
