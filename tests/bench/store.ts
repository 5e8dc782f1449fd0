export async function store(): Promise<any> { return {figures:[],notes:[]} }
