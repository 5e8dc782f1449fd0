export async function live(): Promise<any> { return {figures:[],notes:[]} }
